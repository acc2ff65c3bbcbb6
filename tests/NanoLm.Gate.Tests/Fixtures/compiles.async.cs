public static class Later { public static async System.Threading.Tasks.Task Run() { await System.Threading.Tasks.Task.Yield(); } }
