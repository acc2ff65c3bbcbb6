public static class Parity { public static uint Of(uint value, uint modulus) => value % modulus; }
