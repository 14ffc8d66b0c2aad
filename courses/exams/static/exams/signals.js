// What an invigilator may want to know, never more: the page was left, came back, was loaded again, lost the network.

export function watch(tell) {
  let leftAt = 0;
  if (performance.getEntriesByType("navigation")[0]?.type === "reload") tell("reload");
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      leftAt = performance.now();
      tell("left");
    } else if (leftAt) {
      tell("back", { seconds: Math.round((performance.now() - leftAt) / 1000) });
      leftAt = 0;
    }
  });
  addEventListener("offline", () => tell("offline"));
  addEventListener("online", () => tell("online"));
}
