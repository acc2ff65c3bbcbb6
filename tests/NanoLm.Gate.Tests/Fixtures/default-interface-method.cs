public interface ISquare { int Sides() => 4; }
