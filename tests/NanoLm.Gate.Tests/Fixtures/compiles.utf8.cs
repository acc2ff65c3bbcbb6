public static class Words { public static byte[] Text() => "text"u8.ToArray(); }
