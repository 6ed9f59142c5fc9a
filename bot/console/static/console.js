// Where to read from once htmx has put a new page in place: its error summary, or its heading.
document.addEventListener("htmx:afterSettle", () => {
  const start = document.querySelector("[data-focus]") ?? document.getElementById("content");
  start.focus({ preventScroll: true });
  window.scrollTo(0, 0);
});

// Without htmx, the page that a refused form gives begins at its error summary too.
document.addEventListener("DOMContentLoaded", () => document.querySelector(".problem[data-focus]")?.focus());
