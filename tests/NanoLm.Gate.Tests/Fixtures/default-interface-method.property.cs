public interface ISquare { int Sides { get { return 4; } } }
