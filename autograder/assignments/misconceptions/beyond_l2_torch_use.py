"""The known wrong ways to do part (c) of beyond L2: modes and weight decay in PyTorch."""

from ...model import Misconception

# --- predictions ----------------------------------------------------------------------------------------------------

_BACK = "    net.train(was_training)\n"
_MODE_LOOK = "In which mode is the network, and each of its layers, after the call? Try it from either mode."
_GRADIENTS = "with torch.no_grad():\n        outputs"

PREDICTION = (
    Misconception(
        "eval-mode-forgotten",
        "Ask a network in train mode twice, and compare the answers.",
        "When the outputs are computed, the layers are still in train mode, and dropout drops. Switch the whole "
        "network, by its own method, and do so before the computation.",
        {"    net.eval()\n": ""},
    ),
    Misconception(
        "left-in-eval-mode",
        _MODE_LOOK,
        "A network that was in train mode is left in eval mode. Remember its mode before you switch, and go back to "
        "it in the end.",
        {_BACK: ""},
    ),
    Misconception(
        "always-left-in-train-mode",
        _MODE_LOOK,
        "The network is always switched to train mode in the end. If it was in eval mode before, it comes out changed.",
        {_BACK: "    net.train()\n"},
    ),
    Misconception(
        "layers-left-in-eval-mode",
        _MODE_LOOK,
        "Only the note of the network itself is set back. Its layers stay in the other mode: there is a method that "
        "switches them all.",
        {_BACK: "    net.training = was_training\n"},
    ),
    Misconception(
        "gradients-kept",
        "Does the result still know how it was computed?",
        "The outputs carry a gradient: eval mode changes what layers do, but not whether PyTorch keeps what a "
        "gradient would need.",
        {"with torch.no_grad():": "if True:"},
    ),
    Misconception(
        "gradients-switched-off-for-good",
        "Can the network still be trained after the call?",
        "Gradients are switched off and never on again, so that no training works after this call.",
        {_GRADIENTS: "torch.set_grad_enabled(False)\n    outputs"},
    ),
    Misconception(
        "parameters-frozen",
        "Can the network still be trained after the call?",
        "The parameters are told that they need no gradient, and stay so: the network no longer learns after this "
        "call.",
        {_GRADIENTS: "net.requires_grad_(False)\n    outputs"},
    ),
    Misconception(
        "probabilities-for-outputs",
        "Compare the result with what the network itself answers.",
        "The outputs are turned into probabilities. Asked for is what the network answers, as it is.",
        {"net(inputs)": "torch.softmax(net(inputs), dim=1)"},
    ),
    Misconception(
        "classes-for-outputs",
        "Compare the shape of the result with what is asked for.",
        "What comes back is the class of each example. Asked for are the outputs that it is chosen by.",
        {"return outputs": "return outputs.argmax(dim=1)"},
    ),
    Misconception(
        "array-for-tensor",
        "Of which type is the result?",
        "The outputs are turned into a NumPy array. Asked for is a tensor.",
        {"return outputs": "return outputs.numpy()"},
    ),
)

# --- steps ----------------------------------------------------------------------------------------------------------

_DECAY = "weight_decay=2 * strength"
_DECAY_LOOK = "What does the penalty add to the gradient of a parameter, and what does weight decay add?"
_PLAIN_LOOK = "Are these the steps of plain gradient descent?"
_RATE_LOOK = "Which of the given numbers goes where?"

STEPS = (
    Misconception(
        "factor-of-two-left-out",
        _DECAY_LOOK,
        "The weight decay is the strength itself. The derivative of a square brings a 2 with it, which the optimizer "
        "does not add by itself.",
        {_DECAY: "weight_decay=strength"},
    ),
    Misconception(
        "halved-for-doubled",
        _DECAY_LOOK,
        "The factor of 2 is on the wrong side: the weight decay is twice the strength, not half of it.",
        {_DECAY: "weight_decay=strength / 2"},
    ),
    Misconception(
        "no-weight-decay",
        "Does the strength have any effect on the steps?",
        "The optimizer is made without weight decay, so nothing pulls at the parameters.",
        {f", {_DECAY}": ""},
    ),
    Misconception(
        "learning-rate-in-the-decay",
        _DECAY_LOOK,
        "The weight decay is multiplied by the learning rate. The optimizer does that by itself with all that it adds "
        "to the gradient.",
        {_DECAY: "weight_decay=2 * strength * learning_rate"},
    ),
    Misconception(
        "decay-of-the-text",
        _RATE_LOOK,
        "The weight decay is always 0.02, the number of the text. It has to follow from the strength that is given.",
        {_DECAY: "weight_decay=0.02"},
    ),
    Misconception(
        "rate-of-ones-own",
        _RATE_LOOK,
        "The learning rate is always 0.01. It has to be the one that the function is given.",
        {"lr=learning_rate": "lr=0.01"},
    ),
    Misconception(
        "rate-and-decay-exchanged",
        _RATE_LOOK,
        "Learning rate and weight decay have changed places.",
        {f"lr=learning_rate, {_DECAY}": "lr=2 * strength, weight_decay=learning_rate"},
    ),
    Misconception(
        "momentum-added",
        _PLAIN_LOOK,
        "The optimizer has momentum, so that each step remembers those before it. Plain gradient descent has none.",
        {_DECAY: f"{_DECAY}, momentum=0.9"},
    ),
    Misconception(
        "adam",
        _PLAIN_LOOK,
        "This is Adam, which divides each gradient by its usual size. Asked for are the steps of plain gradient "
        "descent.",
        {"torch.optim.SGD(net": "torch.optim.Adam(net"},
    ),
    Misconception(
        "adam-with-decay-apart",
        _PLAIN_LOOK,
        "This is AdamW, which shrinks the parameters apart from the gradient and divides that by its usual size. "
        "Asked for are the steps of plain gradient descent.",
        {"torch.optim.SGD(net": "torch.optim.AdamW(net"},
    ),
    Misconception(
        "biases-spared",
        "Which parameters shrink?",
        "The biases are spared. The penalty of this part is on all parameters, and so is its weight decay.",
        {
            f"net.parameters(), lr=learning_rate, {_DECAY}": "[\n"
            '        {"params": [p for p in net.parameters() if p.dim() > 1], "weight_decay": 2 * strength},\n'
            '        {"params": [p for p in net.parameters() if p.dim() == 1]},\n'
            "    ], lr=learning_rate"
        },
    ),
    Misconception(
        "biases-not-trained",
        "Which parameters does the optimizer move?",
        "The optimizer is given the weights alone, so the biases never move.",
        {"net.parameters()": "[p for p in net.parameters() if p.dim() > 1]"},
    ),
    Misconception(
        "last-layer-alone",
        "Which parameters does the optimizer move?",
        "The optimizer is given the last layer alone, so the others never move.",
        {"net.parameters()": "net[-1].parameters()"},
    ),
)
