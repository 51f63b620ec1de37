"""Templates compiled once for each language, so that what a language fixes is text before anybody asks for the page.

A page of this house has some two hundred words in `{% trans %}` and addresses in `{% url %}`, which Django looks up
whenever it draws the page: more than half of the time of drawing one. The tags here stand for those of the same names.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from django.template import Context, defaulttags
from django.template.base import (
    FilterExpression,
    Node,
    Parser,
    TextNode,
    Token,
    Variable,
    render_value_in_context,
)
from django.template.loaders import cached
from django.templatetags import i18n
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.html import conditional_escape
from django.utils.translation import get_language, gettext

NUMBER, WORD = 7_777_777_777, "zzzzzzzzzz"  # stand for an argument while the address around it is found out
PLAIN = re.compile("[A-Za-z0-9_-]+")


class Loader(cached.Loader):
    """The cached loader, with a cache of its own for each language."""

    def cache_key(self, template_name: str, skip: Any = None) -> str:
        """Return the key of a template in the language that is spoken."""
        return f"{get_language()} {super().cache_key(template_name, skip)}"


def translated(parser: Parser, token: Token) -> Node:
    """`{% trans "…" %}`: the words of the language; Django's own node where they are known only when it is drawn."""
    node = i18n.do_translate(parser, token)
    words: FilterExpression = node.filter_expression
    is_fixed = isinstance(words.var, Variable) and words.var.lookups is None and not words.filters
    return TextNode(node.render(Context())) if is_fixed and not node.asvar and not node.message_context else node


def translated_block(parser: Parser, token: Token) -> Node:
    """`{% blocktrans %}`: a sentence of the language, where it is one sentence; Django's own node where it counts."""
    node = i18n.do_block_translate(parser, token)
    if node.plural is not None or node.asvar or node.message_context:
        return node
    return Sentence(node)


class Sentence(Node):
    """A sentence of the language with what is filled in."""

    child_nodelists = ()

    def __init__(self, asked: i18n.BlockTranslateNode) -> None:
        self.asked = asked
        words, self.names = asked.render_token_list(asked.singular)
        self.words = gettext(words)

    def render(self, context: Context) -> str:
        """Return the sentence; Django's own node says what is wrong with one that cannot be filled in."""
        with context.push(**{name: given.resolve(context) for name, given in self.asked.extra_context.items()}):
            values = {name: render_value_in_context(context.get(name, ""), context) for name in self.names}
        try:
            return self.words % values
        except (KeyError, ValueError):
            return self.asked.render(context)


def fixed(write: Callable[[str], str]) -> Callable[[Parser, Token], Node]:
    """Return a tag that writes something of its one constant, the same for all who read the page's language."""

    def tag(parser: Parser, token: Token) -> Node:
        _name, given = token.split_contents()
        return TextNode(write(parser.compile_filter(given).resolve(Context())))

    return tag


def addressed(parser: Parser, token: Token) -> Node:
    """`{% url %}`, from a table of addresses if nothing or one thing stands in them."""
    node = defaulttags.url(parser, token)
    name = node.view_name.var
    if not isinstance(name, str) or node.view_name.filters or node.kwargs or len(node.args) > 1:
        return node
    return Address(str(name), node)


class Address(Node):
    """The address of a page, kept apart where it stands."""

    child_nodelists = ()

    def __init__(self, name: str, asked: defaulttags.URLNode) -> None:
        self.name, self.asked = name, asked

    def render(self, context: Context) -> str:
        """Return the address, or keep it under the name that the page gives it."""
        url = address_of(self.name, *(one.resolve(context) for one in self.asked.args))
        if url is None:
            return self.asked.render(context)
        if self.asked.asvar:
            context[self.asked.asvar] = url
            return ""
        return conditional_escape(url) if context.autoescape else url


def address_of(name: str, *arguments: object) -> str | None:
    """Return the address of a page with a number or a plain word in it, or nothing; None leaves it to `reverse`."""
    prefix = get_script_prefix()
    if not arguments:
        return _around(prefix, name)[0] or None
    (argument,) = arguments
    is_number = type(argument) is int and argument >= 0
    if not is_number and not (isinstance(argument, str) and PLAIN.fullmatch(argument)):
        return None
    before, after = _around(prefix, name, NUMBER if is_number else WORD)
    return f"{before}{argument}{after}" if before else None


@cache
def _around(prefix: str, name: str, *arguments: int | str) -> tuple[str, str]:
    """What stands before and after the argument in an address; ("", "") where no page has that name and argument."""
    try:
        url = reverse(name, args=arguments)
    except NoReverseMatch:
        return "", ""
    before, _, after = url.partition(str(*arguments)) if arguments else (url, "", "")
    return before, after
