namespace NanoLm.Kernels.Boards;

/// <summary>Objects behind small non-negative ints; the lowest free number is given first. Thread safe.</summary>
internal sealed class HandleTable<T> where T : class
{
    private readonly List<T?> _items = [];

    internal int Add(T item)
    {
        lock (_items)
        {
            int free = _items.IndexOf(null);
            if (free < 0)
            {
                _items.Add(item);
                return _items.Count - 1;
            }
            _items[free] = item;
            return free;
        }
    }

    internal T? Find(int handle)
    {
        lock (_items)
        {
            return handle >= 0 && handle < _items.Count ? _items[handle] : null;
        }
    }

    internal T? Remove(int handle)
    {
        lock (_items)
        {
            T? item = Find(handle);
            if (item is not null)
            {
                _items[handle] = null;
            }
            return item;
        }
    }

    internal bool Any(Func<T, bool> predicate)
    {
        lock (_items)
        {
            return _items.Exists(item => item is not null && predicate(item));
        }
    }

    internal IReadOnlyList<T> Clear()
    {
        lock (_items)
        {
            T[] items = [.. _items.OfType<T>()];
            _items.Clear();
            return items;
        }
    }
}
