import os

# Haystack looks at this when it is first imported: nothing about a site may leave its machine.
os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "false"
