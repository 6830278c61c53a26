"""Electronic invoices: the XML documents of tax authorities, alone or many in a ZIP, as rows like those of any file."""
