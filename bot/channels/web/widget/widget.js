// The one script a page needs: it asks for everything at once, then puts the conversation where the page wants it.
(() => {
  const script = document.currentScript;
  const byHand = document.querySelector("escale-chat");
  const chat = byHand ?? document.createElement("escale-chat");
  const data = Object.assign(chat.dataset, { ...script.dataset, ...chat.dataset });
  let kept;
  try {
    kept = localStorage["escale.language"];
  } catch {}
  data.language =
    [kept, data.language, document.documentElement.lang.slice(0, 2)].find((one) => /^(fr|en|es)$/.test(one)) ?? "fr";
  for (const name of ["escale-chat", "words/" + data.language, "style", "talk", "log"])
    import(new URL(`widget/${name}.js`, script.src));
  const place = () => {
    const target = data.target && document.querySelector(data.target);
    if (target) target.append(chat);
    else if (data.mode === "inline" && document.body.contains(script)) script.after(chat);
    else document.body.append(chat);
  };
  if (!byHand) document.body ? place() : addEventListener("DOMContentLoaded", place);
})();
