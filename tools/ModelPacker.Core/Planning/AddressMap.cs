namespace ModelPacker.Core.Planning;

/// <summary>Where on a board things lie: model slots and what else has an address must not overlap, and slots are erased by themselves.</summary>
internal static class AddressMap
{
    /// <summary>Checks regions, what is taken of them, and slots.</summary>
    /// <exception cref="FormatException">Something overlaps, sticks out of its region, or shares a sector with something else; the message names it.</exception>
    internal static void Demand(IReadOnlyList<MemoryRegion> regions, IReadOnlyList<MemoryRegion> slots)
    {
        Area[] places = [.. regions.Select(AreaOf).OfType<Area>()], images = [.. slots.Select(AreaOf).OfType<Area>()];
        DemandApart(places);
        DemandApart(images);
        foreach (MemoryRegion region in regions)
        {
            if (AreaOf(region) is not { } place)
            {
                continue;
            }

            Area[] taken = [.. region.Taken.Select(AreaOf).OfType<Area>(), .. images.Where(image => Overlap(image, place))];
            DemandApart(taken);
            foreach (Area area in taken)
            {
                Demand(area.Base >= place.Base && area.End <= place.End, $"{area} sticks out of {place}");
                DemandWholeSectors(area, place, region.Sectors);
            }

            Demand(region.Sectors is null || region.Sectors.Sum(run => run.Count * run.Bytes) == region.Bytes,
                $"the sectors of {region.Name} do not add up to its {region.Bytes} bytes");
        }
    }

    /// <summary>The regions, with the slots that lie in them among what is taken.</summary>
    internal static MemoryRegion[] WithSlots(IReadOnlyList<MemoryRegion> regions, IReadOnlyList<MemoryRegion> slots) =>
    [
        .. regions.Select(region => region with
        {
            Taken =
            [
                .. region.Taken,
                .. slots.Where(slot => AreaOf(region) is { } place && AreaOf(slot) is { } image && Overlap(image, place))
                    .Select(slot => new MemoryUse(slot.Name, slot.Bytes, slot.Base)),
            ],
        }),
    ];

    private static void DemandApart(Area[] areas)
    {
        Area[] sorted = [.. areas.OrderBy(area => area.Base)];
        for (int i = 1; i < sorted.Length; i++)
        {
            Demand(!Overlap(sorted[i - 1], sorted[i]), $"{sorted[i - 1]} and {sorted[i]} overlap");
        }
    }

    private static void DemandWholeSectors(Area area, Area place, IReadOnlyList<SectorRun>? sectors)
    {
        if (sectors is not null)
        {
            Demand(Starts(area.Base - place.Base, sectors) && Starts(area.End - place.Base, sectors), $"{area} does not lie on whole sectors of {place}");
        }
    }

    // Whether a sector starts, or the last one ends, so many bytes behind the base.
    private static bool Starts(long offset, IReadOnlyList<SectorRun> sectors)
    {
        foreach (SectorRun run in sectors)
        {
            if (offset <= run.Count * run.Bytes)
            {
                return offset % run.Bytes == 0;
            }

            offset -= run.Count * run.Bytes;
        }

        return false;
    }

    private static bool Overlap(Area one, Area other) => one.Base < other.End && other.Base < one.End;

    private static Area? AreaOf(MemoryRegion region) => region.Base is { } start ? new Area(region.Name, start, region.Bytes) : null;

    private static Area? AreaOf(MemoryUse use) => use.Base is { } start ? new Area(use.What, start, use.Bytes) : null;

    private static void Demand(bool holds, string fault)
    {
        if (!holds)
        {
            throw new FormatException(fault);
        }
    }

    private sealed record Area(string Name, long Base, long Bytes)
    {
        internal long End => Base + Bytes;

        public override string ToString() => $"{Name} (0x{Base:x8} to 0x{End - 1:x8})";
    }
}
