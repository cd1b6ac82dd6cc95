"""Amounts in words that a reader of English knows."""

from decimal import Decimal

import pytest

from build_site.model.money import in_english, shown, told_in_english


@pytest.mark.parametrize(
    ("yuan", "said"),
    [("29610000", "29.61 million yuan"), ("29616800", "29,616,800 yuan"), ("-3000.00", "-3,000 yuan"), ("12345678.90", "12,345,678.90 yuan"), ("0", "0 yuan"),
     ("1000000", "1.00 million yuan"), ("999999.5", "999,999.50 yuan"), ("1E+8", "100.00 million yuan")],
)  # fmt: skip
def test_an_amount_is_exact_in_a_known_unit(yuan: str, said: str) -> None:
    assert " ".join(told_in_english(Decimal(yuan))) == said


@pytest.mark.parametrize(
    ("value", "beside", "said"),
    [("173.61", [], "173.61"), ("1.7361", [], "1.74"), ("0.0142", [], "0.014"), ("0.0300", [], "0.03"), ("0.0068", [], "0.0068"),
     ("-0.0126", [], "-0.013"), ("0.000033", [], "0.000033"), ("0", [], "0.00"), ("-0.5387", ["-0.013"], "-0.539"), ("1", ["0"], "1.00")],
)  # fmt: skip
def test_no_amount_is_shown_as_a_zero_or_with_digits_that_say_nothing(value: str, beside: list[str], said: str) -> None:
    assert str(shown(Decimal(value), map(Decimal, beside))) == said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("The text says 11 万元 (“资金11万元”); 0.4 万元 (0.1 + 0.3 … 5 in all).", "The text says 110,000 yuan (“资金11万元”); 4,000 yuan (in yuan: 1,000 + 3,000 … 5 in all)."),
        ("says 0.95 万元 (““三公”经费为 0.95 万元 ，支出…”).", "says 9,500 yuan (““三公”经费为 0.95 万元 ，支出…”)."),
        ("in 千元, the others in 万元.", "in 1,000 yuan (千元), the others in 10,000 yuan (万元)."),
        ("says 1361656 人; 700 人次 (13 rows)", "says 1361656 people; 700 visits (13 rows)"),
        ("30309 奖励金（0.31 万元）.", "30309 奖励金（3,100 yuan）."),
        ("12.5 % (7 + 5)", "12.5 % (7 + 5)"),
    ],
)  # fmt: skip
def test_sentences_keep_what_they_quote(words: str, said: str) -> None:
    assert in_english(words) == said
