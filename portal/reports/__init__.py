"""
Reports: declared by the chapters, produced on schedule, shown as page, workbook, paper and chart.

A chapter's `reports.py` declares a `Report` (`portal.reports.declarations`) with its columns, each with its definition;
the portal finds the periods and regions, keeps what was reported as it stood that day, and tells the officers.
"""
