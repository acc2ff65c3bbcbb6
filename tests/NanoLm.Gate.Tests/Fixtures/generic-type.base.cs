public interface IBox<T> { }
public class Box : IBox<int> { }
