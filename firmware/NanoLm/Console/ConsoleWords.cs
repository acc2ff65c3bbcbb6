using NanoLm.Kernels;
using NanoLm.Runtime.Inference;
using NanoLm.Runtime.Text;

namespace NanoLm.Console
{
    /// <summary>The lines that are meant for the console itself: they start with a slash and are answered in JSON too.</summary>
    internal class ConsoleWords
    {
        private const int ImageBytesKey = 0;
        private const int ArenaBytesKey = 1;
        private const int MaxTokensKey = 4;

        private readonly int _model;
        private readonly Recognizer _recognizer;
        private readonly Counters _counters;

        internal ConsoleWords(int model, Recognizer recognizer, Counters counters)
        {
            _model = model;
            _recognizer = recognizer;
            _counters = counters;
        }

        internal static bool IsOne(byte[] line, int count)
        {
            return count > 0 && line[0] == '/';
        }

        internal void Answer(byte[] line, int count, JsonWriter json)
        {
            while (line[count - 1] <= ' ') // it starts with a slash
            {
                count--;
            }

            if (Is(line, count, "/info"))
            {
                Info(json);
            }
            else if (Is(line, count, "/stats"))
            {
                Stats(json);
            }
            else if (Is(line, count, "/forget"))
            {
                _recognizer.Cache.Clear();
                Stats(json);
            }
            else if (Is(line, count, "/help"))
            {
                json.Raw("{\"help\":[\"/info: the model\",\"/stats: what has happened\",\"/forget: empty the prompt cache\"]}");
            }
            else
            {
                json.Raw("{\"error\":\"not a console word; try /help\"}");
            }
        }

        private void Info(JsonWriter json)
        {
            Grammar grammar = _recognizer.Grammar;
            json.Raw("{\"model\":");
            json.String(grammar.Section, grammar.Name + 1, grammar.StringBytes(grammar.Name));
            Field(json, ",\"intents\":", grammar.IntentCount);
            Field(json, ",\"slots\":", grammar.SlotCount);
            Field(json, ",\"tokens\":", Native.ModelInfo(_model, MaxTokensKey));
            Field(json, ",\"image_bytes\":", Native.ModelInfo(_model, ImageBytesKey));
            Field(json, ",\"arena_bytes\":", Native.ModelInfo(_model, ArenaBytesKey));
            json.Raw("}");
        }

        private void Stats(JsonWriter json)
        {
            Field(json, "{\"accepted\":", _counters.Accepted);
            Field(json, ",\"refused\":", _counters.Refused);
            Field(json, ",\"from_cache\":", _counters.FromCache);
            Field(json, ",\"cache_prompts\":", _recognizer.Cache.Count);
            Field(json, ",\"cache_bytes\":", _recognizer.Cache.UsedBytes);
            json.Raw("}");
        }

        private static void Field(JsonWriter json, string start, int value)
        {
            json.Raw(start);
            json.Number(value);
        }

        private static bool Is(byte[] line, int count, string word)
        {
            if (count != word.Length)
            {
                return false;
            }

            for (int i = 0; i < count; i++)
            {
                if (line[i] != word[i])
                {
                    return false;
                }
            }

            return true;
        }
    }
}
