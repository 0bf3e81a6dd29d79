"""Items of every kind as one: read by id, and harvested in the order in which they changed."""
