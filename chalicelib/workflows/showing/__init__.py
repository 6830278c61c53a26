"""An account in words: for its debtor's page, for ``/lite``, and for the business."""
