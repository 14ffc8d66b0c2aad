// Says which device a check-in comes from, by the mark of its journal. Without one the check-in says nothing of it.

import { openJournal } from "../site/journal.js";

const field = document.querySelector("[data-device]");
if (field) {
  openJournal().then(journal => journal.device()).then(mark => { field.value = mark; }).catch(() => {});
}
