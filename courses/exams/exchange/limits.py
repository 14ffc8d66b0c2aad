"""How much of a file is taken: more was made to break something."""

from lms.exchange.sheets.safety import MEGABYTE

MOST_BYTES = 50 * MEGABYTE
MOST_QUESTIONS = 20_000
MOST_MEDIA = 2000
MOST_MEDIUM = 10 * MEGABYTE
MOST_UNPACKED = 200 * MEGABYTE
# A text that is not read further: far above what the bank holds, so that the fault names its real length.
MOST_TEXT = 1_000_000
