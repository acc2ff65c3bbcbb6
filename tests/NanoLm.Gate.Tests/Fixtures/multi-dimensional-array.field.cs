public class Board { public int[,] Cells; }
