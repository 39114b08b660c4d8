"""What an operator sets: settings, escalation ladder, working calendar, the plans themselves."""
