"""Token ids of awkward texts by the Hugging Face libraries, for libs/tokenizer.

python3 -m venv V && V/bin/pip install tokenizers==0.22.1 transformers==4.57.1 regex==2025.9.1
V/bin/python tools/golden/tokenizer_gpt.py <shared data folder>
Without spaCy and ftfy installed, transformers splits GPT-1's text with BERT's basic tokenizer: that is what we record.
"""

import json
import random
import sys
from pathlib import Path

import regex
from tokenizers import ByteLevelBPETokenizer
from transformers import OpenAIGPTTokenizer

DATA = Path(sys.argv[1])
OUT = Path(__file__).parents[2] / "libs/tokenizer/golden/hugging_face.json"
PATTERN = regex.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")
ATOMS = (
    ["'s", "'S", "'re", "'v", "'ve", "'ll", "'l", "'d", "'m", "'t", "''", " '", " 's", "n't"]
    + [" ", "  ", "   ", "\n", "\r\n", "\t", "\u00a0", "\u3000", "\u2028", "\u200b", "\ufeff", "\x0b", "\x0c"]
    + ["\x1c", "\x1f", "\x85", "\x00", "\x7f", "\u180e", "\u2009", "\u00ad"]
    + ["the", "The", "robot", "naïve", "e\u0301", "\u0301", "İ", "ß", "Σας", "ΟΔΟΣ", "ﬁ", "Ⅷ", "²", "½", "١٢", "१", "٣"]
    + ["東京", "日本語", "한국어", "שלום", "العربية", "हिन्दी", "ไทย", "🚀", "👩‍👩‍👧", "🇩🇪", "𝒳", "𠮷", "\U0010ffff", "�"]
    + ["1", "42", "1234567", "3.14", "$", "^", "`", "~", "—", "…", "“", "”", "«", "-", "_", "...", "!?", "<unk>", "</w>"]
    + ["<|endoftext|>", "http://x.y/z?q=1", "a" * 70, "=" * 65, "antidisestablishmentarianism", "x" * 3, "supercalifragilistic"]
)


def texts():
    rng = random.Random(20261123)
    yield ""
    yield from ATOMS
    for _ in range(400):
        yield "".join(rng.choice(ATOMS) for _ in range(rng.randint(2, 9)))


gpt2 = ByteLevelBPETokenizer(
    str(DATA / "gpt2-bpe/encoder.json"), str(DATA / "gpt2-bpe/vocab.bpe"), add_prefix_space=False
)
gpt1 = OpenAIGPTTokenizer(str(DATA / "gpt1-bpe/encoder_bpe_40000.json"), str(DATA / "gpt1-bpe/vocab_40000.bpe"))
assert gpt1.fix_text is None, "spaCy or ftfy is installed: the recorded splitter would be another one"


def gpt1_ids(text):
    # _tokenize, not encode: encode first lower-cases symbol by symbol (no final sigma, unlike GPT-1's own code, which
    # lower-cases words) and reads "<unk>" in the text as the special.
    return gpt1.convert_tokens_to_ids(gpt1._tokenize(text))


cases, unlike = [], []
for text in texts():
    splits = [text[a:b] for _, (a, b) in gpt2._tokenizer.pre_tokenizer.pre_tokenize_str(text)]
    if splits != PATTERN.findall(text):
        unlike.append(text)
    cases.append({"text": text, "gpt2": gpt2.encode(text).ids, "gpt1": gpt1_ids(text)})
print(f"{len(cases)} texts; Python's regex module splits {len(unlike)} of them otherwise: {unlike[:5]}")
source = "tools/golden/tokenizer_gpt.py, tokenizers 0.22.1, transformers 4.57.1"
rows = ",\n".join(json.dumps(c, ensure_ascii=True, separators=(",", ":")) for c in cases)
OUT.write_text(f'{{"source":{json.dumps(source)},"cases":[\n{rows}\n]}}\n')
