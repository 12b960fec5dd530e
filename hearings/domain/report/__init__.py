"""The report of a hearing: gathered once as a tree of figures, written as a page, a PDF, a workbook and JSON."""
