// The page's own buttons open the conversation here; without this script they lead to the page where it needs none.
for (const link of document.querySelectorAll("[data-opens-chat]"))
  link.addEventListener("click", (event) => {
    const chat = document.querySelector("escale-chat");
    if (!chat?.open) return;
    event.preventDefault();
    chat.open();
  });
