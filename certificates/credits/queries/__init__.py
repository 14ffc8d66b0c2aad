"""Reading credits."""

from certificates.credits.queries.accounts import Earned, KindAccount, YearAccount, credits_in_year, year_account
from certificates.credits.queries.book import Book, Succession, book, book_with, succession
from certificates.credits.queries.prospects import Prospect, post_on, prospects, rules_for, what_would_earn
from certificates.credits.queries.reckoning import Years, reckon

__all__ = [
    "Book",
    "Earned",
    "KindAccount",
    "Prospect",
    "Succession",
    "YearAccount",
    "Years",
    "book",
    "book_with",
    "credits_in_year",
    "post_on",
    "prospects",
    "reckon",
    "rules_for",
    "succession",
    "what_would_earn",
    "year_account",
]
