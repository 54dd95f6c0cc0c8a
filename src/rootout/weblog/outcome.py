"""What is told of logs: their analysis, findings like those of a scan, and files on the disk."""

from rootout.model.told import Told
from rootout.model.value import value
from rootout.weblog.analysis import Analysis


@value
class Place:
    """A file on the disk that requests named, and what it says of itself."""

    url_path: str
    path: str
    why: str


@value
class Weblog:
    """What logs told, as findings like those of a scan too."""

    analysis: Analysis
    told: Told
    places: tuple[Place, ...]  # of odd files

    def place_of(self, url_path: str) -> Place | None:
        """Return what lies where a request pointed, if it was found."""
        return next((one for one in self.places if one.url_path == url_path), None)
