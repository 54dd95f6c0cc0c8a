from rootout.errors import RootoutError


def test_an_error_says_what_went_wrong_and_what_to_try() -> None:
    error = RootoutError("the disk is full", "Make room.")
    assert (error.message, error.hint, str(error)) == (
        "the disk is full",
        "Make room.",
        "the disk is full",
    )
