// Sorts a table by the column whose header is pressed: figures from the largest down, names from A up, and the other way round the next time.
// No less-than sign and no ampersand in here: the file is XML, too.
for (const table of document.querySelectorAll("table.sortable")) {
  const headers = [...table.tHead.rows[0].cells];
  headers.forEach((header, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = header.textContent;
    header.replaceChildren(button);
    button.addEventListener("click", () => {
      const figures = header.classList.contains("n");
      const before = header.getAttribute("aria-sort");
      const ascending = before ? before === "descending" : !figures;
      headers.forEach(other => other.removeAttribute("aria-sort"));
      header.setAttribute("aria-sort", ascending ? "ascending" : "descending");
      const key = row => figures ? Number(row.cells[column].dataset.sort) : row.cells[column].textContent;
      const rows = [...table.tBodies[0].rows].sort((a, b) => figures ? key(a) - key(b) : key(a).localeCompare(key(b)));
      table.tBodies[0].append(...(ascending ? rows : rows.reverse()));
    });
  });
}
// What is folded on the screen is open on paper.
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach(details => { details.open = true; }));
