public static class Names { public static string Of(System.Device.Gpio.PinMode mode) => $"mode {mode}"; }
