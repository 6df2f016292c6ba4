using System;

namespace Incidents.Stage;

/// <summary>This machine lacks what an incident needs: it is skipped, with this reason.</summary>
internal sealed class MissingException(string reason) : Exception(reason);
