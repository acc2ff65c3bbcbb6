public static class Grid { public static int First(int width) { var cells = new int[width, 2]; return cells[0, 0]; } }
