"""Resolutions handed out as files: spreadsheets, letters, calendars and feeds."""
