"""The report of a budget year for councillors: gathered once, stored, written as a page, a PDF, a workbook and JSON."""
