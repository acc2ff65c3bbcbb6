using NanoLm.Runtime.Text;

namespace NanoLm.Runtime.Inference
{
    /// <summary>Writes frames as JSON, without spaces, slots in the order of the intent's signature.</summary>
    public class FrameJson
    {
        private readonly Grammar _grammar;
        private readonly byte[] _intent = Bytes.OfAscii("{\"intent\":");
        private readonly byte[] _null = Bytes.OfAscii("null");
        private readonly byte[] _slots = Bytes.OfAscii(",\"slots\":{");
        private readonly byte[] _reason = Bytes.OfAscii(",\"reason\":");
        private readonly byte[] _confidence = Bytes.OfAscii(",\"confidence\":");
        private readonly byte[] _fromCache = Bytes.OfAscii(",\"source\":\"cache\"");
        private readonly byte[] _fromModel = Bytes.OfAscii(",\"source\":\"model\"");
        private readonly byte[] _comma = Bytes.OfAscii(",");
        private readonly byte[] _colon = Bytes.OfAscii(":");
        private readonly byte[] _close = Bytes.OfAscii("}");
        private readonly byte[] _ticks;
        private readonly byte[][] _reasons =
        {
            Bytes.OfAscii("none"), Bytes.OfAscii("out_of_scope"), Bytes.OfAscii("low_confidence"), Bytes.OfAscii("too_long")
        };

        /// <param name="grammar">The frames' grammar.</param>
        /// <param name="instructions">The board counts retired instructions, not microseconds.</param>
        public FrameJson(Grammar grammar, bool instructions)
        {
            _grammar = grammar;
            _ticks = Bytes.OfAscii(instructions ? ",\"instructions\":" : ",\"us\":");
        }

        /// <summary>A whole line: {"intent":"light_set","slots":{"level":40},"confidence":97,"source":"model","us":5210}.</summary>
        /// <param name="json">Written to, at its end.</param>
        /// <param name="frame">The answer.</param>
        /// <param name="text">The words that it was read from.</param>
        /// <param name="input">The line that these came from.</param>
        /// <param name="fromCache">Whether the prompt was known.</param>
        /// <param name="ticks">What it took.</param>
        public void WriteLine(JsonWriter json, Frame frame, Normalizer text, byte[] input, bool fromCache, int ticks)
        {
            Open(json, frame, text, input);
            json.Raw(_confidence);
            json.Number(frame.Confidence);
            json.Raw(fromCache ? _fromCache : _fromModel);
            json.Raw(_ticks);
            json.Number(ticks);
            json.Raw(_close);
        }

        /// <summary>
        /// The answer alone, as canary prompts expect it: {"intent":"light_set","slots":{"level":40}} or {"intent":null,"reason":"..."}.
        /// </summary>
        public void WriteAnswer(JsonWriter json, Frame frame, Normalizer text, byte[] input)
        {
            Open(json, frame, text, input);
            json.Raw(_close);
        }

        private void Open(JsonWriter json, Frame frame, Normalizer text, byte[] input)
        {
            json.Raw(_intent);
            if (frame.Intent < 0)
            {
                json.Raw(_null);
                json.Raw(_reason);
                byte[] reason = _reasons[(int)frame.Refusal];
                json.String(reason, 0, reason.Length);
                return;
            }

            Name(json, _grammar.IntentName(frame.Intent));
            json.Raw(_slots);
            bool first = true;
            for (int use = 0; use < _grammar.UseCount(frame.Intent); use++)
            {
                int slot = _grammar.UseSlot(frame.Intent, use);
                if (frame.Has[slot])
                {
                    if (!first)
                    {
                        json.Raw(_comma);
                    }

                    first = false;
                    Name(json, _grammar.SlotName(slot));
                    json.Raw(_colon);
                    Value(json, frame, slot, text, input);
                }
            }

            json.Raw(_close);
        }

        private void Value(JsonWriter json, Frame frame, int slot, Normalizer text, byte[] input)
        {
            int kind = _grammar.SlotKind(slot);
            if (kind == Grammar.List)
            {
                Name(json, _grammar.ValueName(slot, frame.Value[slot]));
            }
            else if (kind == Grammar.Open)
            {
                int first = frame.FirstWord[slot];
                int start = text.SourceStart[first];
                json.String(input, start, text.SourceEnd[first + frame.WordCount[slot] - 1] - start);
            }
            else
            {
                json.Number(frame.Value[slot]);
            }
        }

        private void Name(JsonWriter json, int text)
        {
            json.String(_grammar.Section, text + 1, _grammar.StringBytes(text));
        }
    }
}
