public static class Price { public static decimal Of(int cents) => cents; }
