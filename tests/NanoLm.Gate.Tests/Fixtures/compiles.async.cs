public static class Later { public static async void Run() { await null; } }
