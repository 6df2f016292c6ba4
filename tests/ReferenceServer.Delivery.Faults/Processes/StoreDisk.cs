using System;
using System.IO;
using System.Linq;

namespace ReferenceServer.Delivery.Faults.Processes;

/// <summary>
/// A small disk of its own under one process's store: an ext4 image on a loop device, whose contents at any moment can be copied, as a power cut would leave them; or, for a process that need not survive
/// one, memory. Used by one thread; unmounted and gone when disposed of.
/// </summary>
internal sealed class StoreDisk : IDisposable
{
    private const int Bytes = 8 << 20;
    private static readonly object s_loops = new();

    private readonly string _image;
    private readonly string _folder;

    private StoreDisk(string folder) => (_folder, _image) = (folder, folder + ".image");

    private string Filler => Path.Combine(_folder, "filler");

    /// <summary>Makes and mounts one.</summary>
    /// <param name="folder">Where; does not exist yet.</param>
    /// <param name="template">An empty file system to begin from (<see cref="MakeTemplate"/>), or null for memory.</param>
    public static StoreDisk Mount(string folder, string? template)
    {
        var disk = new StoreDisk(folder);
        Directory.CreateDirectory(folder);
        if (template is null)
        {
            Shell.Run("mount", "-t", "tmpfs", "-o", $"size={Bytes}", "delivery-faults", folder);
        }
        else
        {
            File.Copy(template, disk._image);
            disk.MountImage();
        }

        return disk;
    }

    /// <summary>An empty file system in a file.</summary>
    public static string MakeTemplate(string path)
    {
        using (var file = File.Create(path))
        {
            file.SetLength(Bytes);
        }

        Shell.Run("mkfs.ext4", "-q", "-m", "0", path);
        return path;
    }

    /// <summary>Unmounts what runs that were killed have left under this folder, and deletes it.</summary>
    public static void RemoveAll(string folder)
    {
        foreach (var mounted in File.ReadLines("/proc/mounts").Select(line => line.Split(' ')[1]).Where(path => path.StartsWith(folder + "/", StringComparison.Ordinal)).ToArray())
        {
            Shell.Try("umount", "", "--lazy", mounted);
        }

        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Takes all the room that is left.</summary>
    public void Fill()
    {
        using var filler = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var size = 64 << 10; size >= 1; size /= 4)
        {
            var block = new byte[size];
            try
            {
                while (true)
                {
                    filler.Write(block);
                }
            }
            catch (IOException)
            {
                // Not one block of this size more.
            }
        }
    }

    /// <summary>Gives it back.</summary>
    public void Free() => File.Delete(Filler);

    /// <summary>Puts the disk back to what its image holds now: what was written and not flushed is gone, unless the kernel had got round to it. The process that uses it is frozen, and dead when <paramref name="kill"/> returns.</summary>
    public void CutPower(Action kill)
    {
        // Two copies that are the same one after the other: nothing was on its way in between, so this is what the disk held at one moment.
        byte[] copy;
        var next = File.ReadAllBytes(_image);
        do
        {
            copy = next;
            next = File.ReadAllBytes(_image);
        }
        while (!copy.AsSpan().SequenceEqual(next));
        kill();
        Unmount();
        File.Delete(_image);
        File.WriteAllBytes(_image, copy);
        MountImage();

        // A filler that was deleted a moment before may be there again.
        Free();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Unmount();
        File.Delete(_image);
    }

    private void MountImage()
    {
        lock (s_loops)
        {
            Shell.Run("mount", "-o", "loop", _image, _folder);
        }
    }

    private void Unmount() => Shell.Run("umount", _folder);
}
