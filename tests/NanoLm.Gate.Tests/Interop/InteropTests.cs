using Mono.Cecil;

namespace NanoLm.Gate.Interop;

/// <summary>
/// `make interop-check`: nanoCLR finds the functions behind NanoLm.Kernels by their row in a table, so that the table
/// in native/interop must fit the assembly to the row, and its checksum to the bit.
/// </summary>
public class InteropTests
{
    private const string TableFile = "native/interop/NanoLm_Kernels.cpp";

    private const string Example = """
        // A comment, as it's written: 0x1234, "name"
        static const CLR_RT_MethodHandler method_lookup[] = {
            NULL, /* managed */
            Library_Lamp_Lamp_Switch::Set___STATIC__VOID__BOOLEAN,
            Library_Lamp_Lamp_Switch::Get___STATIC__BOOLEAN,
        };
        const CLR_RT_NativeAssemblyData g_CLR_AssemblyNative_Lamp =
        {
            "Lamp",
            0x63E2E417,
            method_lookup,
            { 1, 0, 0, 0 }
        };
        """;

    [Fact]
    public void The_native_table_fits_the_assembly()
    {
        var source = File.ReadAllText(Path.Combine(NanoCompiler.RepositoryRoot, TableFile));
        var corrections = Kernels().Corrections(NativeTable.Read(source)).ToList();
        Assert.True(corrections.Count == 0,
            $"{TableFile} does not fit firmware/NanoLm.Kernels, and a board would refuse the assembly. docs/interop.md tells the steps; in the table\n  "
            + string.Join("\n  ", corrections));
    }

    [Fact]
    public void A_table_is_read_as_it_is_written()
    {
        var table = NativeTable.Read(Example);
        Assert.Equal(("Lamp", 0x63E2E417u, "1.0.0.0"), (table.Assembly, table.Checksum, table.Version));
        Assert.Equal([null, "Library_Lamp_Lamp_Switch::Set___STATIC__VOID__BOOLEAN", "Library_Lamp_Lamp_Switch::Get___STATIC__BOOLEAN"], table.Rows);
    }

    [Theory]
    [InlineData("NULL, /* managed */", "Library_Lamp_Lamp_Switch::Dim___STATIC__VOID,", "row 1 is Library_Lamp_Lamp_Switch::Dim___STATIC__VOID: write nullptr,")]
    [InlineData("VOID__BOOLEAN,", "VOID__I4,", "row 2 is Library_Lamp_Lamp_Switch::Set___STATIC__VOID__I4: write Library_Lamp_Lamp_Switch::Set___STATIC__VOID__BOOLEAN,")]
    [InlineData("Library_Lamp_Lamp_Switch::Get___STATIC__BOOLEAN,", "", "row 3 is missing: write Library_Lamp_Lamp_Switch::Get___STATIC__BOOLEAN,")]
    [InlineData("STATIC__BOOLEAN,", "STATIC__BOOLEAN, nullptr,", "row 4 is nullptr: delete it")]
    [InlineData("0x63E2E417", "0x63E2E418", "the checksum is 0x63E2E418: write 0x63E2E417")]
    [InlineData("{ 1, 0, 0, 0 }", "{ 1, 0, 1, 0 }", "the version is 1.0.1.0: write { 1, 0, 0, 0 }")]
    [InlineData("\"Lamp\"", "\"Lamps\"", "the assembly's name is \"Lamps\": write \"Lamp\"")]
    public void A_difference_is_named_with_what_to_write(string right, string wrong, string correction)
    {
        Assert.Contains(right, Example);
        Assert.Equal([correction], NativeTable.Read(Example).Corrections(NativeTable.Read(Example.Replace(right, wrong))));
    }

    [Fact]
    public void The_checksum_is_the_metadata_processors()
    {
        // The number is what the metadata processor of June 2025 wrote into the converted assembly of this source.
        var (module, _, errors) = NanoCompiler.Compile("Fixture.Interop", [Path.Combine(AppContext.BaseDirectory, "Fixtures", "Interop", "shapes.cs")]);
        Assert.Empty(errors);
        var table = NativeTable.Of(module!, "Fixture");
        Assert.Equal("0xC505BF56", $"0x{table.Checksum:X8}");
        Assert.Equal("1.2.3.4", table.Version);
        Assert.Equal(
            [
                null, null, // Abacus
                null, // IShape
                Name("Base::Area___I4"), null, null, Name("Base::Fill___BOOLEAN__FixtureShapesSquareCorner__SZARRAY_FixtureShapesSquare__SZARRAY_I8"), null,
                Name("Base::Mix___STATIC__VOID__BYREF_I4__BYREF_SZARRAY_U1__OBJECT__STRING__FixtureShapesColour"),
                Name("Point::Move___U8__I1__U1__I2__U2__U4__I8__CHAR__R4__R8__BOOLEAN"),
                null, null, Name("Square::Mix2___STATIC__FixtureShapesAbacus"),
                Name("Square__Corner::Round___VOID__FixtureShapesTurn"), null,
                null, null, // Turn
            ],
            table.Rows);

        static string Name(string method) => $"Library_Fixture_Fixture_Shapes_{method}";
    }

    [Fact]
    public void Tables_of_nanoFrameworks_own_libraries_come_out_as_they_are()
    {
        var (references, interpreter) = (Environment.GetEnvironmentVariable("NANOLM_REFERENCES"), Environment.GetEnvironmentVariable("NANOLM_NF_INTERPRETER"));
        if (string.IsNullOrEmpty(references) || string.IsNullOrEmpty(interpreter))
            Assert.Skip("make interop-check REFERENCES=<folder of nanoFramework's compiled assemblies> NF_INTERPRETER=<its checkout> compares them too.");
        var sources = Directory.GetFiles(Path.Combine(interpreter, "src"), "*.cpp", SearchOption.AllDirectories).Select(File.ReadAllText)
            .Where(s => s.Contains("method_lookup[]") && !s.Contains("#error")) // mscorlib's is chosen by options
            .ToDictionary(s => NativeTable.Read(s).Assembly);
        var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(references);
        var compared = 0;
        foreach (var file in Directory.GetFiles(references, "*.dll"))
        {
            using var module = ModuleDefinition.ReadModule(file, new ReaderParameters { AssemblyResolver = resolver });
            if (!sources.TryGetValue(module.Assembly.Name.Name, out var source)) continue;
            var project = source.Split("#include \"")[1].Split(".h\"")[0];
            var corrections = NativeTable.Of(module, project).Corrections(NativeTable.Read(source)).ToList();
            Assert.True(corrections.Count == 0, $"{module.Name}:\n  {string.Join("\n  ", corrections)}");
            compared++;
        }
        Assert.NotEqual(0, compared);
    }

    private static NativeTable Kernels()
    {
        var folder = Path.Combine(NanoCompiler.RepositoryRoot, "firmware", "NanoLm.Kernels");
        var (module, _, errors) = NanoCompiler.Compile("NanoLm.Kernels", [Path.Combine(folder, "Native.cs"), Path.Combine(folder, "Properties", "AssemblyInfo.cs")]);
        Assert.Empty(errors);
        return NativeTable.Of(module!, "NanoLm_Kernels");
    }
}
