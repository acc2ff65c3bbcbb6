using System.Diagnostics;
using NanoLm.Kernels.Boards;
using NanoLm.Kernels.Wire;

namespace NanoLm.EndToEnd.Tests;

/// <summary>The desk's side of the wire against the real server, over good and bad wires.</summary>
public class WireTests
{
    [Fact]
    public void ABadWireLosesNoCallAndRepeatsNone()
    {
        using var image = new TestImage(causal: true);
        using var desk = new HostBoard(image.Path);
        using Process peer = TestBoards.StartPeer(image.Path);
        using var toBoard = new NoisyStream(peer.StandardInput.BaseStream, flipEvery: 331, loseEvery: 37);
        using var fromBoard = new NoisyStream(peer.StandardOutput.BaseStream, flipEvery: 1009, loseEvery: 1);
        using var board = new WireBoard(fromBoard, toBoard, TimeSpan.FromMilliseconds(200), new TestBoards.ProcessOwner(peer));

        List<string> expected = KernelScript.Run(desk, image.Config, prompts: 12, sections: false);
        Assert.Equal(expected, KernelScript.Run(board, image.Config, prompts: 12, sections: false));
        Assert.True(toBoard.Faults > 20 && fromBoard.Faults > 3, $"only {toBoard.Faults} and {fromBoard.Faults} faults");
    }

    [Fact]
    public void ASilentBoardIsReported()
    {
        using var silence = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.In);
        using var writer = new System.IO.Pipes.AnonymousPipeClientStream(System.IO.Pipes.PipeDirection.Out, silence.ClientSafePipeHandle);
        var error = Assert.Throws<WireException>(() => new WireBoard(silence, Stream.Null, TimeSpan.FromMilliseconds(20)));
        Assert.Contains("did not answer Hello", error.Message);
    }

    [Fact]
    public void AnEndedWireIsReported()
    {
        var error = Assert.Throws<WireException>(() => new WireBoard(Stream.Null, Stream.Null, TimeSpan.FromSeconds(5)));
        Assert.Contains("has ended", error.Message);
    }

    [Fact]
    public void AnotherProtocolIsReported()
    {
        // An answer to sequence 1: status 0, protocol 9, API 1, 16384 bytes of payload, no arena.
        using var board = new MemoryStream(Convert.FromHexString("A54E80011000411100000000090001000040000000000000FD68906B"));
        var error = Assert.Throws<WireException>(() => new WireBoard(board, Stream.Null, TimeSpan.FromSeconds(5)));
        Assert.Contains("speaks protocol 9", error.Message);
    }
}
