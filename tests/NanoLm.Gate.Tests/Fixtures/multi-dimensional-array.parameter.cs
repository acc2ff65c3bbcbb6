public static class Grid { public static int First(int[,,] cells) => cells[0, 0, 0]; }
