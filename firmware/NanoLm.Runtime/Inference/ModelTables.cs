using NanoLm.Kernels;
using NanoLm.Runtime.Tokenization;

namespace NanoLm.Runtime.Inference
{
    /// <summary>The tables of an opened image that managed code works with.</summary>
    public class ModelTables
    {
        private const int DefaultThreshold = 50; // of an image without calibration, in percent
        private const int PiecesKey = 6;
        private const int SentenceOutputsKey = 8;
        private const int TagOutputsKey = 9;
        private const int MaxTokensKey = 4;

        /// <summary>Reads the TOKN, GRAM and CALI sections and checks that they and the heads belong together.</summary>
        /// <exception cref="ImageFormatException">The image is damaged or holds no command model.</exception>
        public ModelTables(int model)
        {
            Tokenizer = new Tokenizer(Demand(model, "TOKN"));
            Grammar = new Grammar(Demand(model, "GRAM"));
            byte[] calibration = Read(model, "CALI");
            Calibration = calibration == null ? new Calibration(DefaultThreshold) : new Calibration(calibration);
            MaxTokens = Native.ModelInfo(model, MaxTokensKey);
            if (Tokenizer.PieceCount != Native.ModelInfo(model, PiecesKey))
            {
                throw new ImageFormatException("TOKN", "its pieces are not those of the embedding");
            }

            int tags = Native.ModelInfo(model, TagOutputsKey);
            bool tagsFit = tags == Grammar.TagOutputs || (tags == 0 && Grammar.TagOutputs == 1);
            if (Native.ModelInfo(model, SentenceOutputsKey) != Grammar.SentenceOutputs || !tagsFit)
            {
                throw new ImageFormatException("GRAM", "its logits are not those of the heads");
            }
        }

        /// <summary>Subwords.</summary>
        public Tokenizer Tokenizer { get; }

        /// <summary>Intents, slots and actions.</summary>
        public Grammar Grammar { get; }

        /// <summary>Confidence; an image without CALI gets raw percent and a threshold of 50.</summary>
        public Calibration Calibration { get; }

        /// <summary>The model's positions.</summary>
        public int MaxTokens { get; }

        private static byte[] Demand(int model, string name)
        {
            byte[] section = Read(model, name);
            if (section == null)
            {
                throw new ImageFormatException(name, "missing, so this is no command model");
            }

            return section;
        }

        private static byte[] Read(int model, string name)
        {
            int type = name[0] | (name[1] << 8) | (name[2] << 16) | (name[3] << 24);
            int bytes = Native.SectionBytes(model, type, 0);
            if (bytes < 0)
            {
                return null;
            }

            byte[] section = new byte[bytes];
            EngineException.Check("SectionRead", Native.SectionRead(model, type, 0, 0, section, bytes));
            return section;
        }
    }
}
