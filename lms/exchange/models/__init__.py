"""Uploads: what every one of them is, and those of rosters."""

from lms.exchange.models.checked import CheckedUpload, RowFault, RowQuestion, UploadState, private_storage
from lms.exchange.models.roster import Change, Fault, Question, Upload, UploadQuerySet

__all__ = [
    "Change",
    "CheckedUpload",
    "Fault",
    "Question",
    "RowFault",
    "RowQuestion",
    "Upload",
    "UploadQuerySet",
    "UploadState",
    "private_storage",
]
