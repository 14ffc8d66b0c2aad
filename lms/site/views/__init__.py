"""What this app answers: pages that belong to no other app, and what makes the site an app on a phone."""
