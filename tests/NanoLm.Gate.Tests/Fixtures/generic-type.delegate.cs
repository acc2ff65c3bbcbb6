public delegate T Make<T>();
