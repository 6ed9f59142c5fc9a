"""Telegram: messages recorded before they are confirmed, replies shaped for a phone, sent again until they are sure to be there."""
