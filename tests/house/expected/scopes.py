"""What somebody from another county may be shown all the same, and what they try."""

DOWN = {"site:healthz": "no worker runs in a test", "wagtailadmin_error_test": "Wagtail's own error page"}

# What has a scope and stands at no address.
NAMED_BY_NO_ADDRESS = {
    "credits.Outlook": "a card of its owner's desk",
    "people.Leave": "shows as a figure of a programme only",
}

# Addresses that name something, and are open to people from elsewhere: why that is right.
SHARED = {
    "verify:certificate": "whoever holds the QR code of a certificate may check it",
    **{f"verify:{page}": "open to everybody who checks certificates" for page in ("badge", "key", "issuer", "status")},
    "catalogue:file": "whoever works on courses works on those of everybody",
    **{f"POST catalogue:{verb}": "courses are for every doctor" for verb in ("open", "beat")},
    "live:lecture": "a lecture is open to every doctor, wherever its organiser is",
    "live:check_in": "a lecture is open to every doctor, wherever its organiser is",
    "exams:exam": "an exam without a roster is open to every doctor",
    "site:icon": "a picture of the phone app",
    "credit_rule_set:page": "credit rules are an authority's published document",
    "training_syllabus:inspect": "a syllabus is an authority's published document, whoever keeps it",
    **{f"seals:{page}": "a head is over all records and names nobody" for page in ("head", "file")},
    "scheme_activity_chooser:chosen": "activities are public: they name no person",
}

# Filters on columns nobody may filter by, orders by hidden ones, pages and ids that no list has, and much too much.
CRAFTED = (
    "person__phone__startswith=139&person__id_number_hash__startswith=0&phone=139&is_superuser=1",
    "person=99999999999999999999999&organiser=99999999999999999999999&division=abc&role=x&state=x",
    "ordering=person__id_number_hash",
    "ordering=-password&p=-1&page=-1",
    "q=%E7%8E%8B&p=99999999999999999999&page=99999999999999999999",
    "ordering=id_number_hash&export=xlsx&q=" + "x" * 5000,
)
