"""A language model as post-editor, behind any OpenAI-compatible endpoint.

    export NEWSMEND_LLM_URL=https://host/v1 NEWSMEND_LLM_MODEL=name NEWSMEND_LLM_KEY=...
    python benchmarks/run.py --only newsmend "language model"

Texts are sent one by one at temperature 0 with the instruction below, and scored like those of any tool. What was spent
is counted in tokens as the endpoint reports them; `NEWSMEND_LLM_PRICE=in,out` (US dollars per million) makes it a sum.
"""

from __future__ import annotations

import json
import os
import urllib.request

INSTRUCTION = (
    "You are a careful sub-editor. The text is a news article that was scraped and machine-translated. Repair what is "
    "certainly broken: false capitals, stray full stops, doubled or glued words, spacing, encoding, misspelt words and "
    "names, agreement. Delete lines that belong to the web page and not to the article. Do not rephrase, do not change "
    "facts, do not add anything. What you cannot know without the source, leave. Answer with the text alone."
)
SECONDS = 120


class Editor:
    """Edits texts and counts the tokens it used. Raises OSError when the endpoint cannot be reached."""

    def __init__(self, url: str, model: str, key: str) -> None:
        self.url, self.model, self.key = url.rstrip("/"), model, key
        self.tokens = [0, 0]  # sent, received

    def edit(self, text: str) -> str:
        """What the model makes of a text."""
        messages = [{"role": "system", "content": INSTRUCTION}, {"role": "user", "content": text}]
        body = json.dumps({"model": self.model, "temperature": 0, "messages": messages}).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.key}"}
        request = urllib.request.Request(f"{self.url}/chat/completions", body, headers)
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            said = json.load(answer)
        used = said.get("usage", {})
        self.tokens[0] += used.get("prompt_tokens", 0)
        self.tokens[1] += used.get("completion_tokens", 0)
        return str(said["choices"][0]["message"]["content"])

    def dollars(self) -> float | None:
        """What the tokens cost at the prices in `NEWSMEND_LLM_PRICE`; None without prices."""
        if not (prices := os.environ.get("NEWSMEND_LLM_PRICE")):
            return None
        return sum(n * float(price) / 1e6 for n, price in zip(self.tokens, prices.split(","), strict=True))
