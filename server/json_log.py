"""What the log says of the server itself, as JSON; requests have lines of their own."""

import json
import logging
from datetime import UTC, datetime


class JsonFormatter(logging.Formatter):
    """An object a line, which begins as a request's does."""

    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="microseconds")
        told = {
            "time": time.replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return json.dumps(told)
