"""Reading ``campaign.yaml``."""

from pathlib import Path

import msgspec
from pydantic import ValidationError

from hengping.indicators.faults import schema_faults
from hengping.indicators.yamlfile import read_document
from hengping.model.campaign import Campaign
from hengping.model.errors import InputError, place


class LoadedCampaign(msgspec.Struct, frozen=True):
    """A campaign and the folder its relative paths count from."""

    campaign: Campaign
    folder: Path

    def resolve(self, name: str) -> Path:
        """A path named in the campaign file, relative to that file."""
        return (self.folder / name).resolve()


def load_campaign(path: Path) -> LoadedCampaign:
    """Read and check a campaign file.

    Raises:
        InputError: with file, line and field of the first fault, and how many there are.
    """
    document = read_document(path)
    try:
        campaign = Campaign.model_validate(document.data)
    except ValidationError as error:
        faults = schema_faults(document, error)
        first = faults[0]
        more = f"（共{len(faults)}处问题）" if len(faults) > 1 else ""
        raise InputError(first.zh + more, where=place(path, first.line, first.field), remedy=first.remedy) from error
    return LoadedCampaign(campaign, path.resolve().parent)
