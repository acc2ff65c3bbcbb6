public static class Names { public static string Of(System.AttributeTargets mode) => $"mode {mode}"; }
