"""What every address answers: nobody, an official of another county, an official of this one, the owner.

A new route is one new line: run ``tests/house/test_walk.py`` and it prints the line, which you copy here once you
have made sure that each of the four numbers is right. ``POST`` before a name walks a form, sent empty. The owner is a
doctor: learner, trainee, holder, mentee. 302 for nobody is the way to the sign-in, in the admin for others the way out.
"""

from tests.house.expected import admin, site

EXPECTED = {**site.EXPECTED, **admin.EXPECTED}

# Answers that say what was made in the county to somebody outside it, and why that is right.
PUBLIC = {
    "live:calendar": "the calendar of lectures is open to everybody",
    "live:lecture": "a lecture is open to every doctor, wherever its organiser is",
    "exams:exam": "an exam without a roster is open to every doctor",
    "verify:certificate": "whoever holds the QR code of a certificate may check it",
    **{
        f"training_syllabus:{page}": "a syllabus is an authority's published document, whoever keeps it"
        for page in ("index", "index_results", "inspect")
    },
    "scheme_activity_chooser:choose_results": "activities are public: they name no person",
}

# Forms that nobody needs to be signed in for, and that lead on.
OPEN = {"POST site:type": "anybody may choose larger type"}
