public class Box<T> { public int Size; }
